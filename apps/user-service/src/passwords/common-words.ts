/** The words of the passwords that leaked most often, lower case. Digits and signs around them need no entries of their own. */
export const COMMON_WORDS = `
password passwort passw0rd passwd pass passme passpass passcode password1password motdepasse contrasena senha parola haslo
mypassword mypass newpassword thepassword yourpassword nopassword apassword password12345 passwordpassword changeme changeit
changepassword letmein letmeinnow letmein1letmein openup opensesame welcome welcomehome welcomeback welcometo hello hellohello
helloworld hellokitty helloyou goodbye secret topsecret secrets mysecret administrator admin adminadmin adminuser sysadmin root
rootroot rootadmin superuser superadmin toor user username guest test tester testing testtest testuser testpassword temp
temporary temppassword default login loginlogin logmein access accessdenied accessgranted demo demodemo sample example
qwerty qwertz azerty qwertyu qwertyui qwertyuio qwertyuiop asdf asdfgh asdfghjk asdfghjkl asdfasdf zxcvbn zxcvbnm zxcvbnmn
qazwsx qazwsxedc qazwsxedcrfv qweasd qweasdzxc qweqwe qwerasdf qwertyasdf asdfzxcv poiuytrewq lkjhgfdsa mnbvcxz
iloveyou iloveyousomuch iloveu iloveme iloveyouforever iloveyoubaby ilovehim iloveher ilovegod ilovejesus ilovemusic ilovemymom
ilovemyself iloveyoutoo ihateyou ihateu loveyou loveme lovelove lovely lover lovers loveforever lovebird forever foreverlove
foreveryoung foreverandever sweetheart sweetie sweety sweet darling honey honeybee honeybunny babygirl babyboy baby babydoll
babyface babyblue beautiful beauty gorgeous handsome princess prince queen king kingkong angel angels angelina angeleyes
sunshine sunflower sunny summer summertime winter spring autumn rainbow rainbows butterfly butterflies flower flowers
monkey monkeys dragon dragons dragonball dragonballz dragonfly tiger tigers tigger lion lions wolf wolves wolfpack eagle eagles
falcon falcons hawk hawks panther panthers bear bears cowboy cowboys cowgirl shadow shadows midnight darkness blackbird
football footballs football1football soccer soccerball soccergirl baseball basketball basketball1 hockey volleyball tennis
softball swimming cricket rugby golf golfer golfing liverpool liverpoolfc chelsea chelseafc arsenal arsenalfc manchester
manchesterunited manutd barcelona fcbarcelona realmadrid madrid juventus acmilan intermilan bayern galatasaray fenerbahce
besiktas celtic rangers everton tottenham newcastle lakers yankees redsox patriots steelers packers raiders broncos dolphins
superman batman spiderman ironman wonderwoman supergirl superstar superhero starwars startrek skywalker lukeskywalker darthvader
yoda jedi jedimaster pokemon pikachu naruto sasuke itachi onepiece mario supermario sonic minecraft fortnite roblox warcraft
worldofwarcraft starcraft diablo counterstrike callofduty blackops halo zelda nintendo playstation xbox gamer gaming godzilla
computer computers internet keyboard laptop windows microsoft apple google facebook youtube twitter instagram linkedin yahoo
hotmail gmail samsung iphone android nokia motorola database server network security system manager master masters
masterkey webmaster postmaster trustno trustme trustnoone whatever whatsup whatthehell whocares nothing something anything
everything everyone nobody somebody mustang ferrari porsche lamborghini mercedes corvette camaro chevrolet chevy toyota
honda yamaha suzuki kawasaki harley harleydavidson ford jaguar bmw audi volkswagen michael michelle jennifer jessica jessica1
jordan ashley amanda daniel andrew anthony joshua matthew robert thomas william charlie charles george richard david james
john johnny jonathan jason justin brandon christopher christian nicholas nicole stephanie samantha elizabeth victoria vanessa
veronica alexander alexandra alexandria alejandro alejandra fernando francisco gabriel gabriela sebastian santiago valentina
isabella isabelle margarita patricia patrick martin martina maria mariana natalia natasha katherine kathleen rebecca rachel
sarah hannah emily sophie olivia lauren heather kimberly tiffany brittany danielle anthony1 benjamin samuel nathan tyler
taylor austin dakota phoenix hunter ranger killer killers assassin sniper soldier warrior warriors ninja ninjas samurai
pirate pirates wizard merlin magic magical mystic mystery legend legends legendary hacker hackers matrix neo trinity morpheus
freedom liberty america american usa canada england london paris france germany deutschland berlin italia italy espana spain
mexico brasil brazil argentina australia sydney india pakistan indonesia jakarta philippines korea seoul japan tokyo china
beijing russia moscow moskva newyork newyorkcity california texas florida boston chicago dallas houston miami orlando vegas
lasvegas jesus jesuschrist jesusislord jesuslovesme jesussaves christ heaven godisgood godislove godbless blessed blessing
blessings faith hope charity grace glory amen church bible allah allahuakbar muhammad bismillah inshallah mashallah krishna
buddha shiva ganesh money moneymoney moneymaker dollar dollars million millionaire billionaire rich richman lucky luckycharm
luckyone diamond diamonds golden silver platinum crystal emerald sapphire purple orange yellow green greenday bluesky
blue black white redrose pink pinkfloyd metallica nirvana slipknot linkinpark eminem beatles rockstar rocknroll rockandroll
music musician guitar drummer drums piano dancer dancing singer chocolate cookie cookies cupcake candy coffee pepper peanut
butter banana bananas strawberry blueberry cherry apples pizza cheese cheeseburger bacon chicken chickens turkey hamburger
snoopy snowball snowflake snowman scooby scoobydoo garfield mickey mickeymouse minnie donald donaldduck winniethepooh bugsbunny
spongebob simpsons bartsimpson homer tinkerbell cinderella snowwhite ginger oliver buster bailey maggie molly lucy sophie1
rocky max charlie1 jackson jasper tucker cooper bandit smokey patches kitty kitten kittens kittycat puppy puppies doggy
friend friends friendship bestfriend bestfriends family familyfirst mother father brother sister daughter mommy daddy
mamapapa mammamia grandma grandpa children married marriage wedding birthday happy happyday happiness happybirthday smile
smiley smiling peace peacelove peaceandlove peaceout dream dreams dreamer dreaming believe believer imagine destiny
fantasy paradise universe galaxy planet earth ocean dolphin shark fishing fisherman hunting camping beach surfing surfer
skater skateboard snowboard biker racing racer nascar formulaone police fireman firefighter doctor nurse teacher student
students school highschool college university scholar science scientist engineer engineering lawyer business company
office marketing finance accounting fuckyou fuckme fuckoff fuckthis fuckfuck motherfucker bullshit asshole bitch bitches
pussy dickhead bastard sexy sexygirl sexybitch sexylady hotgirl hotstuff naughty playboy badboy badgirl goodboy goodgirl
cutegirl coolgirl coolguy crazy crazygirl crazyboy wicked devil demon satan lucifer vampire zombie zombies ghost skeleton
halloween christmas xmas santa santaclaus holiday vacation november december january february september october saturday
sunday monday friday thursday wednesday tuesday correcthorsebatterystaple abcabc abcdef abcdefg abcdefgh aaaaaa abcabcabc
pingvas pingvasstudio studio generation image images picture stablediffusion artificial intelligence openai chatgpt
`;
